/** The choices about windows, apart from their schemas: the page's bundle has no schema library. */

/** What happens to running jobs when the last window is closed. */
export const closeBehaviours = ['ask', 'keep', 'stop'] as const;
export type CloseBehaviour = (typeof closeBehaviours)[number];

/** Colours of all windows; `system`: as the system has them. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
