// A Gatelodge demo of its own for one test file: started on a free port over an empty data folder, stopped as Ctrl-C
// would stop it. The demo's clock runs at 60x, so a page may change between two visits.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const program = process.env.GATELODGE_BIN || join(process.env.CARGO_TARGET_DIR || join(root, 'target'), 'demo', 'gatelodge')

const readySecondsMax = 60 // it is ready in 5 on a quiet machine; tests share two cores
const signInSecondsMax = 5 // the sign-in lines follow the ready line at once
const stopSecondsMax = 20
const people = 60

/** Starts a demo and answers once it says that it is ready: { origin, signInUrl(role), control(what, how), stop(), said() }. */
export async function startGatelodge() {
  try {
    accessSync(program, constants.X_OK)
  } catch {
    throw new Error(`there is no program at ${program}: build it with "make demo" or name one in GATELODGE_BIN`)
  }
  const data = mkdtempSync(join(tmpdir(), 'gatelodge-e2e-'))
  // --for is the belt to stop()'s braces: a test run that is killed leaves nothing running.
  const child = spawn(program, ['demo', '--port', '0', '--people', `${people}`, '--speed', '60', '--data', data, '--for', '10m'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = []
  const signIn = new Map()
  let origin = null
  let double = null
  let waiting = []
  let exited = false
  const hear = (line) => {
    lines.push(line)
    const ready = line.match(/^Gatelodge is ready at (https?:\/\/\S+)/)
    if (ready) origin = new URL(ready[1]).origin
    const prison = line.match(/the prison double: (http:\/\/\S+)/)
    if (prison) double = prison[1]
    const role = line.match(/^\s*sign in as ([a-z-]+): (https?:\/\/\S+)/)
    if (role) signIn.set(role[1], role[2])
    waiting.forEach((look) => look())
  }
  createInterface({ input: child.stdout }).on('line', hear)
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  const ended = once(child, 'exit').then(([code, signal]) => {
    exited = true
    waiting.forEach((look) => look())
    return { code, signal }
  }, (error) => {
    exited = true
    lines.push(String(error))
    waiting.forEach((look) => look())
    return { code: null, signal: null }
  })
  const said = () => lines.slice(-30).join('\n')

  function until(found, seconds, what) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer)
        waiting = waiting.filter((other) => other !== look)
        settle(value)
      }
      const look = () => {
        const value = found()
        if (value) finish(resolve, value)
        else if (exited) finish(reject, new Error(`Gatelodge ended before ${what}. It said:\n${said()}`))
      }
      const timer = setTimeout(() => finish(reject, new Error(`${what} did not come within ${seconds} s. Gatelodge said:\n${said()}`)), seconds * 1000)
      waiting.push(look)
      look()
    })
  }

  /** Stops it as Ctrl-C does and fails if it does not end by itself with exit status 0. */
  async function stop() {
    if (!exited) child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000)
    const { code, signal } = await ended
    clearTimeout(late)
    rmSync(data, { recursive: true, force: true })
    if (code !== 0) throw new Error(`Gatelodge did not stop cleanly (exit ${code ?? signal}). It said:\n${said()}`)
  }

  try {
    await until(() => origin, readySecondsMax, 'the line "Gatelodge is ready at ..."')
  } catch (error) {
    child.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
    throw error
  }
  /** Has the played prison do something: `control('cut', { how: 'dead' })`, `control('come-back')`. */
  async function control(what, how = {}) {
    const address = await until(() => double, signInSecondsMax, 'the address of the prison double')
    const answer = await fetch(`${address}/control/${what}`, { method: 'POST', body: JSON.stringify(how) })
    if (!answer.ok) throw new Error(`the prison double answered ${answer.status} to ${what}`)
  }

  return {
    origin,
    control,
    stop,
    said,
    signInUrl: (role) => until(() => signIn.get(role), signInSecondsMax, `the line "sign in as ${role}: ..."`),
  }
}
