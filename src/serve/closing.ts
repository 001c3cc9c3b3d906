// Ends connections when the server closes. Node ends those that are idle at that moment; one that
// is busy then would stay open for its whole keep-alive time after its answer.

import type { Server } from './deps.ts'

/** How long requests that are under way may take to finish. */
const graceMs = 3_000

/** From the moment of closing every answer ends its connection, and none outlives the grace. */
export function addClosing(server: Server): void {
  let isClosing = false
  server.addHook('preClose', done => {
    isClosing = true
    setTimeout(() => server.server.closeAllConnections(), graceMs).unref()
    done()
  })
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    done()
  })
}
