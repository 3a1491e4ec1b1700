// Runs Bluesky's own servers on this machine for as long as its standard input stays open.
//
// Called by rig.py as: node network.mjs OPTIONS, where OPTIONS is JSON:
//   home       folder with node_modules
//   full       true: PDS, AppView, labeler and their PostgreSQL; false: PDS and PLC directory only
//   limits     true: the PDS's real rate limits
//   postgres   {program, data, port, uid?, gid?}: an initialised cluster to run (only when full)
// Writes one line of JSON with the addresses once all answer. Its end, whatever the cause, ends PostgreSQL too.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const LOOPBACK = '127.0.0.1'
const options = JSON.parse(process.argv[2])
let network, database, ending

async function end(code) {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(code || 1), 15_000).unref()
  await network?.close().catch((error) => console.error('close:', error))
  if (database && database.exitCode === null) {
    const gone = new Promise((resolve) => database.once('exit', resolve))
    database.kill('SIGINT') // a fast shutdown
    await gone
  }
  process.exit(code)
}

process.stdin.resume().on('end', () => end(0)).on('error', () => end(0))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => end(0))
process.on('exit', () => database?.kill('SIGQUIT'))

// The servers listen on every interface by default; nothing of a test is for the neighbours.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  if (typeof first === 'number' && typeof rest[0] !== 'string') return listen.call(this, first, LOOPBACK, ...rest)
  if (first && typeof first === 'object' && 'port' in first) return listen.call(this, { host: LOOPBACK, ...first }, ...rest)
  return listen.call(this, first, ...rest)
}

// below the range of outgoing connections, so that none of them takes the port before the server does
const freePort = () =>
  new Promise((resolve) => {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const probe = net.createServer().on('error', () => resolve(freePort()))
    probe.listen(port, () => probe.close(() => resolve(port)))
  })

const answers = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, LOOPBACK, () => resolve(true) || socket.destroy()).on('error', () => resolve(false))
  })

async function startDatabase({ program, data, port, uid, gid }) {
  const settings = ['fsync=off', 'listen_addresses=' + LOOPBACK, 'unix_socket_directories=', 'max_connections=200']
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  database = spawn(program, args, { uid, gid, cwd: data, stdio: ['ignore', 'ignore', 'inherit'] })
  database.on('exit', (code) => ending || (console.error('PostgreSQL ended', code), end(1)))
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await answers(port)) return `postgres://postgres@${LOOPBACK}:${port}/postgres`
    await sleep(100)
  }
  throw new Error('PostgreSQL does not answer')
}

async function startNetwork() {
  process.env.REDIS_HOST = `${LOOPBACK}:1` // asked for, never connected to
  process.env.LOG_ENABLED = 'false'
  const entry = join(options.home, 'node_modules/@atproto/dev-env/dist/index.js')
  const { TestNetwork, TestNetworkNoAppView } = await import(pathToFileURL(entry).href)
  const plc = { port: await freePort() }
  const pds = { port: await freePort(), enableDidDocWithSession: true, rateLimitsEnabled: Boolean(options.limits) }
  if (!options.full) return TestNetworkNoAppView.create({ plc, pds })
  const port = await freePort()
  const bsky = { port, publicUrl: `http://localhost:${port}` }
  const dbPostgresUrl = await startDatabase(options.postgres)
  return TestNetwork.create({ plc, pds, bsky, ozone: { port: await freePort() }, dbPostgresUrl, dbPostgresSchema: 'rig' })
}

async function putLabel({ uri, cid = '', val, neg }) {
  const row = { src: network.ozone.ctx.cfg.service.did, uri, cid, val, neg: neg === 'true', cts: new Date().toISOString() }
  await network.bsky.db.db.insertInto('label').values(row).execute()
}

async function reports({ uri }) {
  const events = network.ozone.ctx.db.db.selectFrom('moderation_event').select(['comment', 'meta'])
  const found = await events
    .where('action', '=', 'tools.ozone.moderation.defs#modEventReport')
    .where('subjectUri', '=', uri)
    .orderBy('id')
    .execute()
  return { reports: found.map(({ comment, meta }) => [meta.reportType, comment ?? '']) }
}

const verbs = {
  '/reports': (query) => reports(query),
  '/settle': () => network.processAll(),
  '/label': (query) => putLabel(query),
}

function startControl() {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://control')
    let status = 200
    let body = {}
    try {
      if (verbs[pathname]) body = (await verbs[pathname](Object.fromEntries(searchParams))) ?? {}
      else status = 404
    } catch (error) {
      status = 500
      body = { error: String(error?.stack ?? error) }
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  return new Promise((resolve) => server.listen(0, () => resolve(server.address().port)))
}

try {
  network = await startNetwork()
  const control = `http://${LOOPBACK}:${await startControl()}`
  const { plc, pds, bsky, ozone } = network
  const labeler = ozone?.ctx.cfg.service.did ?? ''
  console.log(JSON.stringify({ plc: plc.url, pds: pds.url, appview: bsky?.url ?? '', control, labeler }))
} catch (error) {
  console.error(error)
  await end(1)
}
