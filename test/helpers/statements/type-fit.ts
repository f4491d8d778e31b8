/** Compares database types with TypeScript types, for the returned columns and the parameters of a statement. */
import { type Type, TypeFlags } from 'typescript/unstable/sync';
import type { Catalog } from './catalog.ts';
import { isNullish, membersOf, nameOf, type Project } from './project.ts';

/** The JavaScript type of a value that the driver reads from a column. */
export type DriverType =
  | { kind: 'string' | 'number' | 'boolean' | 'Date' | 'Buffer' | 'json' }
  | { kind: 'array'; element: DriverType };

type Parsers = Readonly<Record<number, ((text: string) => unknown) | undefined>>;

/** Returns a sample value in PostgreSQL's text form. The driver's parser turns the sample into a JavaScript value. */
function sampleText(typeName: string): string {
  if (typeName === 'bytea') return String.raw`\x00`;
  if (typeName === 'bool') return 't';
  return /^(date|timestamp)/.test(typeName) ? '2026-01-01' : '1';
}

export class TypeFit {
  private readonly project: Project;
  private readonly catalog: Catalog;
  private readonly parsers: Parsers;

  /** @param parsers The parsers of the product's database connections, by the id (oid) of the PostgreSQL type. */
  constructor(project: Project, catalog: Catalog, parsers: Parsers) {
    this.project = project;
    this.catalog = catalog;
    this.parsers = parsers;
  }

  driverType(typeId: number): DriverType {
    const type = this.catalog.types.get(typeId);
    if (!type) return { kind: 'string' };
    if (type.elementId) return { kind: 'array', element: this.driverType(type.elementId) };
    if (type.baseId) return this.driverType(type.baseId);
    if (type.name === 'json' || type.name === 'jsonb') return { kind: 'json' };
    const value = this.parsers[typeId]?.(sampleText(type.name));
    if (value instanceof Date) return { kind: 'Date' };
    if (value instanceof Uint8Array) return { kind: 'Buffer' };
    if (typeof value === 'number' || typeof value === 'boolean') return { kind: typeof value as 'number' | 'boolean' };
    return { kind: 'string' };
  }

  acceptsNull(declared: Type): boolean {
    return membersOf(declared).some(({ flags }) => (flags & (TypeFlags.Null | TypeFlags.AnyOrUnknown)) !== 0);
  }

  accepts(declared: Type, driverType: DriverType, labels: readonly string[] | undefined): boolean {
    const members = membersOf(declared);
    if (members.some(({ flags }) => flags & TypeFlags.AnyOrUnknown)) return true;
    switch (driverType.kind) {
      case 'string': {
        if (members.some(({ flags }) => flags & TypeFlags.String)) return true;
        const allowed = new Set(members.flatMap((each) => (each.isStringLiteralType() ? [each.value] : [])));
        return labels?.every((label) => allowed.has(label)) ?? false;
      }
      case 'number':
        return members.some(({ flags }) => (flags & TypeFlags.Number) !== 0);
      case 'boolean':
        return members.filter(({ flags }) => flags & TypeFlags.BooleanLiteral).length === 2;
      case 'Date':
        return members.some((member) => nameOf(member) === 'Date');
      case 'Buffer':
        return members.some((member) => isBytes(member));
      case 'json':
        return members.some((member) => isPlainObject(member));
      case 'array':
        return members.some((member) => {
          const element = this.project.elementOf(member);
          return element !== undefined && this.accepts(element, driverType.element, labels);
        });
      default:
        return driverType satisfies never;
    }
  }

  /** Whether the driver can send a value of the TypeScript type `argument` for a parameter of the database type. */
  isSendable(argument: Type, typeId: number): boolean {
    const target = this.driverType(typeId);
    return membersOf(argument)
      .filter((member) => !isNullish(member))
      .every((member) => this.isMemberSendable(member, target, typeId));
  }

  private isMemberSendable(member: Type, target: DriverType, typeId: number): boolean {
    const { flags } = member;
    if (flags & TypeFlags.AnyOrUnknown) return true;
    if (target.kind === 'json') return nameOf(member) === 'Parameter' || isPlainObject(member);
    // The driver can also send a time as a text in ISO 8601 format.
    if (flags & TypeFlags.StringLike) return target.kind === 'string' || target.kind === 'Date';
    if (flags & TypeFlags.NumberLike) return target.kind === 'number';
    if (flags & TypeFlags.BooleanLike) return target.kind === 'boolean';
    if (nameOf(member) === 'Date') return target.kind === 'Date';
    if (isBytes(member)) return target.kind === 'Buffer';
    const element = this.project.elementOf(member);
    const elementId = this.catalog.types.get(typeId)?.elementId ?? 0;
    return element !== undefined && elementId !== 0 && this.isSendable(element, elementId);
  }

  /** Returns the TypeScript type that the source code should declare. */
  describe(driverType: DriverType, labels: readonly string[] | undefined): string {
    if (driverType.kind === 'array') {
      const element = this.describe(driverType.element, labels);
      return labels && labels.length > 1 ? `(${element})[]` : `${element}[]`;
    }
    if (driverType.kind === 'json') return 'Json, or the type of its content';
    return driverType.kind === 'string' && labels && labels.length > 0
      ? labels.map((each) => `'${each}'`).join(' | ')
      : driverType.kind;
  }
}

const isBytes = (type: Type): boolean => ['Buffer', 'Uint8Array'].includes(nameOf(type));

const isPlainObject = (type: Type): boolean =>
  (type.flags & (TypeFlags.Object | TypeFlags.NonPrimitive | TypeFlags.Intersection)) !== 0 &&
  nameOf(type) !== 'Date' &&
  nameOf(type) !== 'Parameter' &&
  !isBytes(type);
