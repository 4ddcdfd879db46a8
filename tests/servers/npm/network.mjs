// The directory of DIDs, a PDS and an AppView, in one process on loopback; all of it Bluesky's own
// code. Ports stand in the environment; SETTLED_PORT answers once the AppView has read all that the
// PDS has written.
import http from 'node:http'
import net from 'node:net'

// dev-env listens on every interface.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...given) {
  const [where] = given
  if (where && typeof where === 'object') {
    if (where.port !== undefined) given[0] = { ...where, host: '127.0.0.1' }
  } else if (/^\d+$/.test(String(where)) && typeof given[1] !== 'string') {
    given.splice(1, 0, '127.0.0.1')
  }
  return listen.apply(this, given)
}

const { TestNetwork } = await import('@atproto/dev-env')
const port = (name) => Number(process.env[`${name}_PORT`])
const network = await TestNetwork.create({
  dbPostgresSchema: 'network',
  plc: { port: port('PLC') },
  pds: { port: port('PDS'), hostname: 'localhost', inviteRequired: false },
  bsky: { port: port('APPVIEW'), publicUrl: `http://localhost:${port('APPVIEW')}` },
  ozone: { chatUrl: 'http://localhost:9', chatDid: 'did:example:chat' }, // it asks for one
})

http
  .createServer(async (_, answer) => {
    try {
      await network.processAll(20_000)
    } catch (error) {
      answer.statusCode = 503
      answer.write(String(error))
    }
    answer.end()
  })
  .listen(port('SETTLED'))

process.on('SIGTERM', () => process.exit(0)) // nothing of it is kept
