/** Starts the child process of a command, in a process group of its own, with the pipes it asked for. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { CommandWork } from './protocol';

/** Variable in the environment of every descendant of an attempt; its value is the attempt's mark. */
export const attemptVariable = 'RUNSHEET_ATTEMPT';

const isWindows = process.platform === 'win32';

/**
 * Starts the process. Throws when the system refuses at once; some refusals come as the child's `error` event. With
 * `merged` there is no stderr pipe: both are the one on stdout.
 */
export function startProcess(work: CommandWork, mark: string): ChildProcess {
  const { file, args } = work.merged ? mergedCommand(work) : work;
  return spawn(file, args, {
    cwd: work.cwd,
    env: { ...work.env, ...(work.merged ? mergedEnvironment(work) : {}), [attemptVariable]: mark },
    stdio: [work.stdin === null ? 'ignore' : 'pipe', 'pipe', work.merged ? 'ignore' : 'pipe'],
    // A session, and so a process group, of its own: it can be ended as a whole, and no terminal can stop it.
    detached: !isWindows,
    windowsHide: true,
    windowsVerbatimArguments: work.verbatim,
  });
}

/**
 * The command with stderr put onto the pipe of stdout. On POSIX a shell does that and then becomes the command: file
 * and arguments are its parameters, never text, so nothing in them is read by the shell.
 */
function mergedCommand(work: CommandWork): { readonly file: string; readonly args: readonly string[] } {
  if (!isWindows) return { file: '/bin/sh', args: ['-c', 'exec "$0" "$@" 2>&1', work.file, ...work.args] };
  if (!work.verbatim) {
    // cmd.exe cannot carry every argument; a Node process that hands its one pipe on twice can.
    const script =
      'const[f,...a]=process.argv.slice(1);delete process.env.ELECTRON_RUN_AS_NODE;' +
      'require("child_process").spawn(f,a,{stdio:["inherit",1,1],windowsHide:true})' +
      '.on("error",e=>{console.log(e.message);process.exitCode=127}).on("exit",c=>{process.exitCode=c??1})';
    return { file: process.execPath, args: ['-e', script, work.file, ...work.args] };
  }
  const [command] = work.args.slice(-1);
  const inner = command.startsWith('"') && command.endsWith('"') ? command.slice(1, -1) : command;
  return { file: work.file, args: [...work.args.slice(0, -1), `"(${inner}) 2>&1"`] };
}

function mergedEnvironment(work: CommandWork): Readonly<Record<string, string>> {
  // Without it the app's own binary would open a second window instead of running as Node.
  return isWindows && !work.verbatim && 'electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {};
}
