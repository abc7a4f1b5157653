import fc from 'fast-check';

/**
 * Property tests draw the same cases everywhere, so that a red build means a changed product and not an
 * unlucky draw. `RUNSHEET_TEST_SEED=random npm test` looks for new cases; a number repeats one draw.
 */
const wanted = process.env['RUNSHEET_TEST_SEED'] ?? '1';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
