/**
 * Reads the text form of PostgreSQL's parse trees. Columns of type `pg_node_tree` and the output of `debug_print_parse`
 * have this text form. `{VAR :varno 1 :varattno 2}` is a node, `(…)` is a list, and `<>` is nothing.
 */

export type TreeValue = string | undefined | TreeValue[] | TreeNode;

/** A node has a kind, such as `VAR` or `QUERY`, and fields. The field names come from PostgreSQL's source code. */
export type TreeNode = { kind: string; fields: Map<string, TreeValue> };

const TOKEN = /[(){}]|"(?:\\[^]|[^"\\])*"|(?:\\[^]|[^\s(){}"\\])+/g;

export function parseNodeTree(text: string): TreeNode {
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;

  const readValue = (): TreeValue => {
    const token = tokens[at++];
    if (token === '(') return readList();
    if (token === '{') return readNode();
    if (token === '<>') return undefined;
    return unescaped(token ?? '');
  };
  const readList = (): TreeValue[] => {
    const items: TreeValue[] = [];
    while (tokens[at] !== ')') items.push(readValue());
    at++;
    return items;
  };
  const readNode = (): TreeNode => {
    const node: TreeNode = { kind: tokens[at++] ?? '', fields: new Map() };
    while (tokens[at] !== '}') {
      const name = (tokens[at++] ?? '').slice(1);
      const values: TreeValue[] = [];
      // The bytes of a constant consist of several tokens, such as `4 [ 1 0 0 0 ]`.
      while (tokens[at] !== '}' && !tokens[at]?.startsWith(':')) values.push(readValue());
      node.fields.set(name, values.length === 1 ? values[0] : values);
    }
    at++;
    return node;
  };

  const root = readValue();
  if (!isNode(root)) throw new Error(`This is not the text of a parse tree: ${text.slice(0, 80)}`);
  return root;
}

function unescaped(token: string): string {
  const bare = token.startsWith('"') ? token.slice(1, -1) : token;
  return bare.replaceAll(/\\([^])/g, '$1');
}

export const isNode = (value: TreeValue): value is TreeNode =>
  typeof value === 'object' && !Array.isArray(value) && 'kind' in value;

export function child(node: TreeNode, field: string): TreeNode | undefined {
  const value = node.fields.get(field);
  return isNode(value) ? value : undefined;
}

export function children(node: TreeNode, field: string): TreeNode[] {
  const value = node.fields.get(field);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function integer(node: TreeNode, field: string): number {
  return Number(node.fields.get(field));
}

export const isTrue = (node: TreeNode, field: string): boolean => node.fields.get(field) === 'true';

export function word(node: TreeNode, field: string): string {
  const value = node.fields.get(field);
  return typeof value === 'string' ? value : '';
}

/** Reads a set of integers, which PostgreSQL writes as `(b 1 2)`. */
export function integerSet(node: TreeNode, field: string): number[] {
  const value = node.fields.get(field);
  return Array.isArray(value) ? value.slice(1).map(Number) : [];
}

/** Returns the text of a text constant. The first four bytes of a text constant are the length of the text. */
export function textOfConstant(constant: TreeNode): string | undefined {
  const value = constant.fields.get('constvalue');
  if (!Array.isArray(value)) return undefined;
  const bytes = value.slice(value.indexOf('[') + 1, value.indexOf(']')).map((byte) => Number(byte) & 0xff);
  return Buffer.from(bytes.slice(4)).toString('utf8');
}
