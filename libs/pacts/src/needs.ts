import type { Message } from '@tidemark/contracts';

/** A text; with symbols, one of these alone. */
export interface TextNeed<Text extends string = string> {
  readonly need: 'text';
  readonly pattern: string;
  readonly symbols?: readonly Text[];
}

/** A whole number. */
export interface IntegerNeed {
  readonly need: 'integer';
}

/** What may be null; an example shows it as null, and another as something. */
export interface OrNullNeed<Inner> {
  readonly need: 'orNull';
  readonly inner: Inner;
}

/** A list with at least one item. */
export interface EachNeed<Item> {
  readonly need: 'each';
  readonly fields: Fields<Item>;
}

/** A record within the message. */
export interface RecordNeed<Value> {
  readonly need: 'record';
  readonly fields: Fields<Value>;
}

/** What can be needed of a value of this type; a need of another type does not compile. */
export type NeedOf<Value> = null extends Value ? OrNullNeed<SomeNeedOf<NonNullable<Value>>> : SomeNeedOf<Value>;

type SomeNeedOf<Value> = [Value] extends [string]
  ? string extends Value
    ? TextNeed
    : Required<TextNeed<Value>>
  : [Value] extends [number]
    ? IntegerNeed
    : [Value] extends [readonly (infer Item)[]]
      ? EachNeed<Item>
      : RecordNeed<Value>;

/** The fields that are read, each with what it must be. A field that the contract does not have does not compile. */
export type Fields<Value> = {
  readonly [Name in Exclude<keyof Value, 'type'>]?: NeedOf<Exclude<Value[Name], undefined>>;
};

/** The headers that the reader's pipeline looks at beyond those that every consumer needs. */
export type NeededHeader = 'streamVersion';

/** What a reader needs of one message. */
export interface MessageNeed<Value> {
  /** Who publishes it, where that is not the owner of its topic: for commands. */
  readonly from?: string;
  readonly reads: Fields<Value>;
  readonly headers?: readonly NeededHeader[];
  /** Whole messages that it must understand: one for each null and each symbol that it reads. */
  readonly examples: readonly Omit<Value, 'type'>[];
}

/** What a consumer or view needs, message by message: none that it hears can be left out. */
export type Needs<Heard extends Message> = {
  readonly [Type in Heard['type']]: MessageNeed<Extract<Heard, { readonly type: Type }>>;
};

const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** Pact takes a pattern for the whole text. */
export const NOT_BLANK = String.raw`.*\S.*`;

/** Any text that is not blank. */
export const text: TextNeed = { need: 'text', pattern: NOT_BLANK };

export const uuid: TextNeed = { need: 'text', pattern: UUID };

/** An ISO 4217 code. */
export const currencyCode: TextNeed = { need: 'text', pattern: '^[A-Z]{3}$' };

/** A whole number; a long of the contract is never more than a number holds. */
export const integer: IntegerNeed = { need: 'integer' };

/** One of the symbols that the reader knows what to do with. */
export const oneOf = <const Text extends string>(...symbols: readonly Text[]): Required<TextNeed<Text>> => ({
  need: 'text',
  pattern: `^(${symbols.join('|')})$`,
  symbols,
});

export const orNull = <Inner>(inner: Inner): OrNullNeed<Inner> => ({ need: 'orNull', inner });

export const each = <Item>(fields: Fields<Item>): EachNeed<Item> => ({ need: 'each', fields });

export const record = <Value>(fields: Fields<Value>): RecordNeed<Value> => ({ need: 'record', fields });

/** A need with its type erased, for those who walk over it. */
export type AnyNeed = TextNeed | IntegerNeed | { readonly need: 'orNull'; readonly inner: AnyNeed } | AnyRecordNeed;

interface AnyRecordNeed {
  readonly need: 'each' | 'record';
  readonly fields: AnyFields;
}

export type AnyFields = Readonly<Record<string, AnyNeed>>;
