/** What an exit code or a signal says, in words. */

const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
};

/** `the program reported an error`, `ended by SIGKILL`; an empty text where nothing more can be said. */
export function describeExitCode(code: number): string {
  if (code === 0) return 'success';
  if (code === 126) return 'the file could not be executed';
  if (code === 127) return 'the command was not found';
  const signal = signals[code - 128];
  if (signal !== undefined) return `ended by ${signal}`;
  if (code > 0 && code < 126) return 'the program reported an error';
  return '';
}

const meanings: Readonly<Record<string, string>> = {
  SIGABRT: 'the program gave up',
  SIGBUS: 'the program used memory that is not there',
  SIGFPE: 'the program calculated what has no result',
  SIGHUP: 'its terminal was closed',
  SIGILL: 'the program holds an instruction that this processor does not know',
  SIGINT: 'interrupted',
  SIGKILL: 'ended at once, from outside; the system does so when memory runs out',
  SIGPIPE: 'nobody read what it wrote',
  SIGSEGV: 'the program used memory that is not its own',
  SIGTERM: 'asked to end, from outside',
};

/** `asked to end, from outside`; an empty text where nothing more can be said. */
export function describeSignal(signal: string): string {
  return meanings[signal] ?? '';
}
