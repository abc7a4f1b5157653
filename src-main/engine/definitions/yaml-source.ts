/** Reads YAML (1.2, one document) with the place of every key. */
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { addTwice, sourceNode, type SourceNode, type SourceResult, type SyntaxProblem } from './source-tree';

/** Reads the text of a YAML file. */
export function readYamlSource(text: string): SourceResult {
  const document = parse(text);
  if (document === null) return { ok: false, problems: [{ offset: 0, says: 'this is nested too deep' }] };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      ok: false,
      problems: faults.slice(0, 1).map((fault) => ({
        offset: fault.pos[0],
        says: `this is not valid YAML: ${sentence(fault.code, fault.message)}`,
        ...(fault.code === 'TAB_AS_INDENT' ? { hint: 'Indent with spaces.' } : {}),
      })),
    };
  }
  const problems: SyntaxProblem[] = [];
  const root = sourceNode(0);
  walk({ node: document.contents, into: root, path: [], text, problems });
  if (problems.length > 0) return { ok: false, problems };
  try {
    return { ok: true, document: { value: document.toJS({ maxAliasCount: 1000 }), root } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ offset: 0, says: `this is not valid YAML: ${reason}` }] };
  }
}

function parse(text: string): Document.Parsed | null {
  try {
    return parseDocument(text, { uniqueKeys: false, prettyErrors: false, merge: true, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return null; // the parser calls itself for each level
    throw error;
  }
}

interface Walk {
  readonly node: Node | null | undefined;
  readonly into: SourceNode;
  readonly path: readonly string[];
  readonly text: string;
  readonly problems: SyntaxProblem[];
}

function walk(step: Walk): void {
  const { into, path, text, problems } = step;
  // What an alias stands for is elsewhere in the file; its keys are reported where the alias is.
  if (isAlias(step.node)) return;
  if (isSeq(step.node)) {
    step.node.items.forEach((item, index) => {
      const node = item as Node | null;
      const child = sourceNode(node?.range?.[0] ?? into.offset);
      into.children.set(String(index), child);
      walk({ ...step, node, into: child, path: [...path, String(index)] });
    });
  } else if (isMap(step.node)) {
    for (const pair of step.node.items) {
      const key = pair.key as Node;
      const offset = key?.range?.[0] ?? into.offset;
      if (isScalar(key) && typeof key.value === 'symbol') continue; // "<<": what it brings in is elsewhere
      if (!isScalar(key) || typeof key.value === 'object') {
        problems.push({
          offset,
          says: 'a key must be text here',
          hint: 'In YAML, put quotes around a value that begins with "{{".',
        });
        continue;
      }
      const name = (key.value as string | number | boolean).toString();
      const before = into.children.get(name);
      if (before !== undefined) {
        addTwice(problems, { text, path: [...path, name], first: before.offset, second: offset });
      }
      const child = sourceNode(offset);
      into.children.set(name, child);
      walk({ node: pair.value as Node | null, into: child, path: [...path, name], text, problems });
    }
  }
}

function sentence(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a definition is one document, without "---" between two';
  const first = message.split('\n')[0].trim();
  return first.charAt(0).toLowerCase() + first.slice(1).replace(/[.:]$/, '');
}
