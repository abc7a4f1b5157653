/** Looks with axe for what keeps people from using a page, in light and in dark. */
import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** One thing that axe found: where, which rule, and the element. */
export interface Finding {
  readonly where: string;
  readonly rule: string;
  readonly element: string;
  readonly why: string;
}

/** Everything that WCAG 2.2 asks for at A and AA, and what axe holds for good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules among them that ask for colours; a dark page differs from a light one in nothing else. */
const colorRules = ['color-contrast', 'link-in-text-block'];

type PageWithAxe = typeof globalThis & { axe?: typeof axe };

/** Findings in what is shown now, in both schemes. `where` names it in the report. */
export async function findingsOf(page: Page, where: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!(await page.evaluate(() => (globalThis as PageWithAxe).axe !== undefined))) {
    await page.evaluate(axe.source);
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    // Contrast is looked at when nothing moves or fades any more.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const runOnly =
      colorScheme === 'light'
        ? { type: 'tag' as const, values: tags }
        : { type: 'rule' as const, values: colorRules };
    const violations = await page.evaluate(async (only) => {
      const { axe: there } = globalThis as PageWithAxe;
      if (there === undefined) throw new Error('axe is not in the page.');
      return (await there.run(document, { runOnly: only, resultTypes: ['violations'] })).violations;
    }, runOnly);
    for (const { id, nodes } of violations) {
      for (const { html, failureSummary = '' } of nodes) {
        // A menu floats above the page and belongs to no part of it; it has a name and a role of its own.
        if (id === 'region' && html.includes('reka-popper')) continue;
        findings.push({
          where: `${where}, ${colorScheme}`,
          rule: id,
          element: html.slice(0, 160),
          why: failureSummary.replaceAll(/\s+/g, ' ').slice(0, 240),
        });
      }
    }
  }
  return findings;
}
