import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'

// Of its own, so that the ports which the demo asks for are free.
const inNamespace = ['--net', 'bash', '-c']
const script = `
  ip link set lo up
  coproc demo { exec "$0" conformance/guide/demo.ts 2>&1; }
  pid=$!
  while read -r line <&"\${demo[0]}"; do [[ $line = *'Ctrl-C ends'* ]] && break; done
  curl -s --resolve shop.example:8080:127.0.0.1 http://shop.example:8080/cart -o /dev/null -w '%{http_code}\\n'
  "$0" src/main.js status
  echo "exit code $?"
  kill -INT $pid
  wait $pid
`

test('beside make demo rauta status, with no flag, tells of the demo', async (t) => {
  const { stdout } = await promisify(execFile)(
    'unshare',
    [...inNamespace, script, process.execPath],
    { cwd: join(import.meta.dirname, '../../..'), env: { ...process.env, NO_COLOR: '1' } },
  )
  t.regex(stdout, /^200\nRauta at http:\/\/127\.0\.0\.1:9901\n/)
  t.regex(stdout, /✔ Gateway shop\/front .*\n.*✔ +http +HTTP :80 .* bound 127\.0\.0\.1:8080 /)
  t.regex(stdout, /All fine.*\nexit code 0\n$/s)
})
