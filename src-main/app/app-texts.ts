/** The sentences of the app outside of its pages: dialogs, tray and menus of the system. Rules as in the page's texts. */

const count = new Intl.NumberFormat();
const plurals = new Intl.PluralRules();

function plural(value: number, one: string, other: string): string {
  return `${count.format(value)} ${plurals.select(value) === 'one' ? one : other}`;
}

/** See the head of this file. */
export const appTexts = {
  name: 'Runsheet',
  couldNotStart: 'Runsheet could not start',
  menu: { file: '&File', edit: '&Edit', view: '&View', run: '&Run', go: '&Go', help: '&Help' },
  tray: {
    open: 'Open Runsheet',
    pause: 'Pause queue',
    resume: 'Resume queue',
    quit: 'Quit',
    tooltip: ({ running, pending, failed }: TrayCounts): string =>
      [
        'Runsheet:',
        running + pending === 0
          ? 'nothing runs'
          : `${plural(running, 'job runs', 'jobs run')}, ${count.format(pending)} pending`,
        failed === 0 ? '' : `, ${count.format(failed)} failed`,
      ]
        .join(' ')
        .replace(' ,', ',')
        .trimEnd(),
    paused: (tooltip: string): string => `${tooltip}. Queue paused`,
  },
  close: {
    question: (running: number): string => `${plural(running, 'job runs', 'jobs run')}.`,
    detailTray: 'Keep them running without a window, with an icon beside the clock, or stop them.',
    detailNoTray:
      'This system shows no icons beside the clock, so Runsheet cannot go on without a window: keep it minimised, or stop them.',
    stopped: 'Jobs that are stopped go back to the queue and run again when Runsheet opens.',
    keep: 'Keep running',
    minimize: 'Keep running, minimised',
    stop: (running: number): string => `Stop ${plural(running, 'job', 'jobs')} and quit`,
    cancel: 'Back',
    remember: 'Do this every time',
  },
  quit: {
    question: (running: number): string => `Stop ${plural(running, 'running job', 'running jobs')} and quit?`,
    stop: 'Stop and quit',
    stay: 'Stay',
  },
  open: 'Open',
} as const;

/** What the tray tells. */
export interface TrayCounts {
  readonly running: number;
  readonly pending: number;
  readonly failed: number;
}
