import { describe, expect, it } from 'vitest';
import { levelOf } from '../../../../../src-main/engine/executors/line-level';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

function level(line: string): Level {
  // Neighbours must not matter: lines lie between others in one buffer.
  const bytes = Buffer.from(`ERROR: before\n${line}\nERROR: after\n`);
  const from = 'ERROR: before\n'.length;
  return levels[levelOf(bytes, from, from + Buffer.byteLength(line))];
}

const esc = '\u001b';

const known: readonly (readonly [Level, string])[] = [
  // JSON
  ['warn', '{"level":"warn","msg":"x"}'],
  ['error', '{"level":50,"time":1700000000000,"pid":1,"msg":"x"}'],
  ['debug', '{"level":20,"msg":"x"}'],
  ['debug', '{"level":10,"msg":"x"}'],
  ['info', '{"level":30,"msg":"ERROR: in the text"}'],
  ['error', '{"name":"app","hostname":"box","pid":123,"level":60,"msg":"x"}'],
  ['error', '{"time": "2024-01-02T10:00:00Z", "severity": "CRITICAL", "message": "x"}'],
  ['warn', '{"asctime": "2024-01-02 10:00:00,123", "levelname": "WARNING", "message": "x"}'],
  ['error', '{"@t":"2024-01-02T10:00:00Z","@l":"Error","@m":"x"}'],
  ['error', '{"version":"1.1","host":"a","short_message":"x","level":3}'],
  ['info', '{"message":"\\"level\\":\\"error\\" was quoted"}'],
  ['info', '{"errors":0,"warnings":0}'],
  // logfmt
  ['error', 'level=error msg="x"'],
  ['warn', 'time="2024-01-02 10:00:00" level=warning msg="x y"'],
  ['debug', 'ts=2024-01-02T10:00:00Z caller=main.go:1 level=debug msg=x'],
  ['error', 'lvl=eror msg=x'],
  ['error', 'severity="fatal" msg=x'],
  ['info', 'level=info msg="ERROR in text"'],
  // upper case at the head
  ['error', 'ERROR'],
  ['error', 'ERROR something broke'],
  ['warn', 'WARN: disk'],
  ['warn', 'WARNING: disk'],
  ['warn', 'WARNING:root:message'],
  ['error', 'ERROR:my.module:message'],
  ['debug', 'DEBUG:urllib3.connectionpool:Starting new connection'],
  ['error', 'CRITICAL: x'],
  ['error', 'FATAL ERROR: Reached heap limit'],
  ['error', 'SEVERE: x'],
  ['error', 'ERR! code'],
  ['debug', 'TRACE x'],
  ['debug', 'VERBOSE: x'],
  ['info', 'INFO ERROR is the name of a table'],
  ['info', 'NOTICE: x'],
  ['info', 'LOG:  database system is ready'],
  // brackets
  ['info', '[INF] x'],
  ['error', '[ERR] x'],
  ['warn', '[WRN] x'],
  ['warn', '[10:00:00 WRN] x'],
  ['error', '[2024-01-02 10:00:00.123 +00:00 FTL] x'],
  ['error', '[ERROR] Failed to execute goal'],
  ['warn', '[WARNING] x'],
  ['error', '[error] x'],
  ['warn', '(warn) x'],
  ['warn', '[WARN ] padded'],
  ['error', '2024/01/02 10:00:00 [error] 123#0: *1 open() failed'],
  ['error', '[Mon Jan 02 10:00:00.123 2024] [core:error] [pid 1] x'],
  ['warn', '[2024-01-02 10:00:00,123: WARNING/MainProcess] x'],
  // time first
  ['warn', '2024-01-02 10:00:00.123  WARN 1234 --- [main] c.e.App : x'],
  ['error', '10:00:00.123 [http-nio-8080-exec-1] ERROR o.s.web - x'],
  ['error', '2024-01-02T10:00:00.123Z ERROR my_crate: x'],
  ['warn', '[2024-01-02T10:00:00Z WARN  my_crate] x'],
  ['error', '2024-01-02T10:00:00.000Z\tERROR\tmain.go:1\tx'],
  ['warn', '1700000000.123\twarn\tmain.go:1\tx'],
  ['warn', '2024-01-02 10:00:00,123 - my.module - WARNING - x'],
  ['error', '2024-01-02 10:00:00.123 | ERROR    | module:func:1 - x'],
  ['error', '2024-01-02 10:00:00.123 UTC [123] ERROR:  relation "x" does not exist'],
  ['error', '2024-01-02 10:00:00 error: x'],
  ['error', 'Jan  2 10:00:00 host app[123]: ERROR: x'],
  ['warn', 'Jan  2 10:00:00 host app[123]: warning: x'],
  ['error', '2024-01-02T10:00:00.000Z [ERROR] core: x'],
  ['error', '01-02 10:00:00.000  1234  5678 E Tag: x'],
  // before a colon
  ['error', 'error: pathspec did not match'],
  ['error', 'Error: Cannot find module'],
  ['warn', 'Warning: x'],
  ['warn', 'warning: unused variable'],
  ['error', 'fatal: not a git repository'],
  ['error', 'panic: runtime error'],
  ['error', 'error[E0308]: mismatched types'],
  ['error', 'main.c:12:5: error: expected ;'],
  ['warn', 'main.c:12:5: warning: unused'],
  ['error', 'main.c:1:10: fatal error: x.h: No such file'],
  ['info', 'main.c:12:5: note: declared here'],
  ['error', 'ld: error: undefined symbol'],
  ['error', 'src/a.ts(1,2): error TS2304: Cannot find name'],
  ['error', 'fail: Microsoft.Hosting[0]'],
  ['warn', '(node:123) Warning: x'],
  ['warn', '(node:123) [DEP0040] DeprecationWarning: x'],
  ['error', 'ValueError: invalid literal'],
  ['error', 'java.lang.IllegalStateException: x'],
  ['warn', 'PHP Warning:  x'],
  ['error', 'PHP Fatal error:  Uncaught'],
  ['warn', 'npm warn deprecated x'],
  ['error', 'npm ERR! code E404'],
  ['error', 'npm error code E404'],
  ['error', '::error file=app.js,line=1::x'],
  ['error', '==> ERROR: x'],
  ['error', '❌ Error: x'],
  ['error', 'E: Unable to locate package'],
  // letters and numbers
  ['error', 'E0102 15:04:05.123456 123 file.go:12] x'],
  ['warn', 'W0102 15:04:05.123456 123 file.go:12] x'],
  ['error', '[E 2024-01-02 10:00:00.123 ServerApp] x'],
  ['warn', 'W/Tag( 123): x'],
  ['warn', 'WARN[0000] x'],
  ['error', 'ERRO[0001] x'],
  ['error', '<3>kernel says'],
  ['warn', '<4>kernel says'],
  ['error', '<11>1 2003-10-11T22:14:15.003Z host su - ID47 - x'],
  // colours
  ['error', `${esc}[31mERROR${esc}[0m x`],
  ['warn', `${esc}[33mwarn${esc}[39m: x`],
  ['error', `[10:00:00.123] ${esc}[31mERROR${esc}[39m (1234): x`],
  ['error', `[${esc}[31merror${esc}[0m] x`],
  // leading blanks
  ['warn', '   WARN  deprecated x'],
];

const texts: readonly string[] = [
  '',
  ' ',
  'a',
  '0 errors found',
  '0 ERROR found',
  '3 warnings and 2 errors generated.',
  'no error',
  'No errors.',
  'errors=0',
  'errors: 0',
  'ERROR=0',
  'warning=false',
  'error.js',
  'error.log: 12 bytes',
  './error/index.html',
  'ERROR_LOG=/var/log/x',
  'error-handler: started',
  'errors.ts 12 kB',
  'Error handling is done',
  'Errors: 0',
  'Debug build finished',
  'DEBUG=1 node x',
  'the level is error: never mind',
  'Compile finished with ERROR status',
  'loglevel-error=1',
  'node app --level=error',
  'connected [error] to x',
  '12 [error] x 13',
  'see ERROR: above',
  '2024-01-02 10:00:00 the job had an ERROR state',
  '127.0.0.1 - - [02/Jan/2024:10:00:00 +0000] "GET /error HTTP/1.1" 500 0',
  '"ERROR: quoted"',
  "'error: quoted'",
  '<error>xml</error>',
  'fatality rate: 0',
  'warner: bros',
  'information',
  'error::operator()',
  '- ERROR handling improved',
  'https://example.com/error: x',
  'E2E tests passed',
  'Warn me later',
  `${'x'.repeat(200)} ERROR: far behind`,
];

describe('level of a line', () => {
  it.each(known)('%s: %s', (expected, line) => {
    expect(level(line)).toBe(expected);
  });

  it.each(texts)('text is info: %s', (line) => {
    expect(level(line)).toBe('info');
  });

  it('reads nothing behind the end of the line', () => {
    const bytes = Buffer.from('level=\nerror');
    expect(levels[levelOf(bytes, 0, 6)]).toBe('info');
    expect(levels[levelOf(Buffer.from('ERROR'), 0, 3)]).toBe('error');
    expect(levels[levelOf(Buffer.from('WARNER'), 0, 4)]).toBe('warn');
  });
});
