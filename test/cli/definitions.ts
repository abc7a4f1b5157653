/** Definitions for the tests of the command line. */

/** Says that it runs, then runs until it is ended. */
export const endless = `[step.wait]
type = "command"
run = "echo ready; sleep 600"
`;

/** Says that it runs and goes on when the file \`go\` is there. */
export const gated = `[step.wait]
type = "command"
run = "echo ready; while [ ! -e go ]; do sleep 0.05; done; echo done"
`;

/** 25 jobs with children; some fail and are tolerated. */
export const generator = `name = "Generator"
concurrency = 4
[step.gen]
type = "test_job_generator"
worker_count = 5
log_count = 50
log_delay_ms = 0
failure_rate = 0.1
child_count = 2
recursion_depth = 2
seed = 1
on_error = "continue"
`;

/** A step that fails, and one that therefore never starts. */
export const failing = `[step.build]
type = "command"
run = "echo building; exit 3"
[step.test]
type = "command"
run = "echo testing"
`;
