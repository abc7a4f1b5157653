import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAppArguments } from '../../../../src-main/app/app-arguments';
import { parseLineLink } from '../../../../src-main/app/line-link';

describe('a link to a line', () => {
  it('names a line of a run, a step or a job', () => {
    expect(parseLineLink('runsheet://run/r12#48137')).toEqual({ runId: 'r12', n: 48_137 });
    expect(parseLineLink('runsheet://run/r12.3#1')).toEqual({ runId: 'r12.3', n: 1 });
    expect(parseLineLink('runsheet://run/r12/#7')).toEqual({ runId: 'r12', n: 7 });
  });

  it.each([
    'runsheet://run/r12',
    'runsheet://run/r0#1',
    'runsheet://run/r12#0',
    'runsheet://run/r12#-1',
    'runsheet://run/r12#1e3',
    'runsheet://run/r12#1\n--data=/tmp',
    'runsheet://run/../r12#1',
    'runsheet://window/index.html#1',
    'runsheet://run/r12?path=/etc/passwd#1',
    'https://run/r12#1',
    ' runsheet://run/r12#1',
    `runsheet://run/r12#${'9'.repeat(30)}`,
  ])('that is anything else is nothing: %j', (text) => {
    expect(parseLineLink(text)).toBeNull();
  });

  it('whatever it holds, gives a run and a line or nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (id, n) => {
        const link = parseLineLink(`runsheet://run/${id}#${n}`);
        if (link === null) return;
        expect(link.runId).toMatch(/^r\d+(\.\d+)?$/);
        expect(Number.isSafeInteger(link.n)).toBe(true);
      }),
    );
  });

  it('on the command line is no file', () => {
    const { files, links } = readAppArguments(['runsheet://run/r1#2', 'a.zip', 'runsheet:x'], '/d');
    expect(files).toEqual(['/d/a.zip']);
    expect(links).toEqual(['runsheet://run/r1#2', 'runsheet:x']);
  });
});
