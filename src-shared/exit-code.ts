/** What an exit code says, in words. */

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
