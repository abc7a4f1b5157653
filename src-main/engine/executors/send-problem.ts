/** Why a text did not reach the stdin of a command: it is closed, it has ended or was ended, it holds too much unread. */
export type SendProblem = 'closed' | 'ended' | 'full';
