// A part of a benchmark that runs in a process of its own, so that its memory and its time are its
// own too. It is asked over the channel to its parent and ends when that hangs up.

import { fork } from 'node:child_process'
import { once } from 'node:events'

export interface Part<Question, Answer> {
  /** One question at a time; rejects when the part fails or ends. */
  ask(question: Question): Promise<Answer>
  /** Ends the process and waits for its end. */
  stop(): Promise<void>
}

export interface PartOptions {
  readonly args?: readonly string[]
  /** Flags of its Node. */
  readonly flags?: readonly string[]
}

type Reply<Answer> = { readonly answer: Answer } | { readonly error: string }

const stopLimitMs = 5_000

/** Starts a file of this folder that calls `answerAsPart`. */
export function startPart<Question extends object, Answer>(
  file: string,
  { args = [], flags = [] }: PartOptions = {},
): Part<Question, Answer> {
  const child = fork(new URL(file, import.meta.url), args, { execArgv: [...flags] })
  const ended = once(child, 'exit')
  return {
    ask(question) {
      child.send(question)
      return new Promise((resolve, reject) => {
        const settle = (reply: Reply<Answer>) => {
          child.off('message', settle)
          if ('answer' in reply) resolve(reply.answer)
          else reject(new Error(reply.error))
        }
        child.on('message', settle)
        ended.then(() => settle({ error: `${file} has ended` }), reject)
      })
    },

    async stop() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Makes this process a part: it answers until its parent hangs up, and then closes what it has. */
export function answerAsPart<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
  close: () => Promise<void>,
): void {
  // A Ctrl-C reaches every process of the terminal; the parent decides.
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => close().finally(() => process.exit()))
  // To a parent that has hung up meanwhile nothing can be said.
  const reply = (said: Reply<Answer>) => process.send?.(said, undefined, undefined, () => undefined)
  process.on('message', (question: Question) => {
    answer(question).then(
      found => reply({ answer: found }),
      (error: unknown) => reply({ error: String(error) }),
    )
  })
}
