import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type FakeTwitchOptions, startFakeTwitch } from './fake-twitch.ts'

interface Page {
  readonly data: readonly { readonly id: string }[]
  readonly pagination: { readonly cursor?: string }
}

async function setUp(t: TestContext, options: FakeTwitchOptions = {}) {
  const rows = [1, 2, 3, 4, 5].map(id => ({ id: String(id) }))
  const fake = await startFakeTwitch({ rows, perPage: 2, ...options })
  t.after(() => fake.close())
  const ask = async (query: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${fake.apiUrl}/streams?${query}`, { headers })
    const body = (await response.json()) as Page
    return { status: response.status, headers: response.headers, body }
  }
  const askForToken = (form: Readonly<Record<string, string>>) =>
    fetch(`${fake.authUrl}/token`, { method: 'POST', body: new URLSearchParams(form) })
  const keys = {
    client_id: fake.clientId,
    client_secret: fake.clientSecret,
    grant_type: 'client_credentials',
  }
  const granted = (await (await askForToken(keys)).json()) as { access_token: string }
  const right = {
    Authorization: `Bearer ${granted.access_token}`,
    'Client-Id': fake.clientId,
  }
  return { fake, ask, askForToken, keys, right }
}

test('wrong keys and wrong grants get no token', async t => {
  const { askForToken, keys } = await setUp(t)
  for (const [change, status, message] of [
    [{ client_id: 'x' }, 400, 'invalid client'],
    [{ client_secret: 'x' }, 403, 'invalid client secret'],
    [{ grant_type: 'password' }, 400, 'invalid grant type'],
  ] as const) {
    const response = await askForToken({ ...keys, ...change })
    assert.deepEqual(await response.json(), { status, message })
    assert.equal(response.status, status)
  }
})

test('a page needs a good token, its client id and a sensible size', async t => {
  const { ask, fake, right } = await setUp(t)
  const { Authorization: authorization, 'Client-Id': clientId } = right
  for (const [query, headers, status] of [
    ['', {}, 401],
    ['', { Authorization: authorization }, 401],
    ['', { ...right, 'Client-Id': 'x' }, 401],
    ['', { 'Client-Id': clientId, Authorization: 'Bearer x' }, 401],
    ['first=101', right, 400],
    ['after=x', right, 400],
    ['first=100', right, 200],
  ] as const)
    assert.equal((await ask(query, headers)).status, status, query)
  fake.expireTokens()
  assert.equal((await ask('', right)).status, 401)
})

test('pages follow each other by their cursors and the last has none', async t => {
  const { ask, fake, right } = await setUp(t)
  const ids: string[] = []
  let query = 'first=1'
  for (let page = 1; page <= 5; page += 1) {
    const { body } = await ask(query, right)
    ids.push(...body.data.map(row => row.id))
    query = `first=1&after=${encodeURIComponent(body.pagination.cursor ?? '')}`
    if (page === 5) assert.deepEqual(body.pagination, {})
  }
  assert.deepEqual(ids, ['1', '2', '3', '4', '5'])
  assert.deepEqual(
    fake.requests.map(request => request.page),
    [null, 1, 1, 2, 2, 3],
  )
})

test('streams are filtered by repeated languages and by channels, a hundred at most', async t => {
  const rows = ['en', 'es', 'de', 'en'].map((language, i) => ({
    id: String(i + 1),
    user_id: String(i + 1),
    language,
  }))
  const { ask, right } = await setUp(t, { rows, perPage: 3 })
  const idsOf = async (query: string) => (await ask(query, right)).body.data.map(({ id }) => id)
  assert.deepEqual(await idsOf('language=en&language=de'), ['1', '3'])
  assert.deepEqual(await idsOf('language=en,de'), [])
  assert.deepEqual(await idsOf('user_id=4&user_id=1&user_id=9'), ['1', '4'])
  assert.deepEqual(await idsOf('user_id=4&user_id=2&language=es'), ['2'])
  const many = Array.from({ length: 101 }, () => 'user_id=1').join('&')
  assert.equal((await ask(many, right)).status, 400)
})

test('users and games need ids and are found by them; unknown ones are missing', async t => {
  const users = [{ id: '1' }, { id: '2' }]
  const { fake, right } = await setUp(t, { users, games: users })
  for (const list of ['users', 'games'])
    for (const [query, status, data] of [
      ['id=2&id=7', 200, [{ id: '2' }]],
      ['id=2,1', 200, []],
      ['', 400, undefined],
    ] as const) {
      const response = await fetch(`${fake.apiUrl}/${list}?${query}`, { headers: right })
      assert.equal(response.status, status)
      assert.deepEqual(((await response.json()) as Partial<Page>).data, data)
    }
})

test('a loop leads back to the first page once', async t => {
  const { ask, right } = await setUp(t, { faults: [{ at: 1, kind: 'loop' }] })
  const { body } = await ask('first=100', right)
  const again = await ask(`first=100&after=${body.pagination.cursor}`, right)
  assert.deepEqual(again.body.data, body.data)
  const after = await ask(`first=100&after=${again.body.pagination.cursor}`, right)
  assert.deepEqual(after.body.data, [{ id: '3' }, { id: '4' }])
})

test('the rate limit is enforced and refilled point by point', async t => {
  let nowMs = 1_800_000_000_000
  const { ask, right } = await setUp(t, { rateLimit: 2, now: () => nowMs })
  const statuses = []
  for (let asked = 0; asked < 3; asked += 1) statuses.push((await ask('', right)).status)
  assert.deepEqual(statuses, [200, 200, 429])
  nowMs += 30_000
  const { status, headers } = await ask('', right)
  assert.equal(status, 200)
  assert.equal(headers.get('ratelimit-limit'), '2')
  assert.equal(headers.get('ratelimit-remaining'), '0')
  assert.equal(headers.get('ratelimit-reset'), '1800000090')
})
