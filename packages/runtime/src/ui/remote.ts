/** The type of a backend as its page sees it. */

/** Items of a backend's async iterable. One reader; leaving the loop tells the backend to stop. */
export type Subscription<Item> = AsyncIterableIterator<Item, undefined> & AsyncDisposable

type Method = (this: never, ...args: never[]) => unknown

/** `never`, of a method that only throws, and `any` are no streams, although they extend everything. */
type IsStream<Value> = [Value] extends [never] ? false : 0 extends 1 & Value ? false : true

type Given<Value> =
  IsStream<Value> extends true
    ? [Value] extends [AsyncIterable<infer Item>]
      ? Subscription<Item>
      : Promise<Value>
    : Promise<Value>

type RemoteMethod<M> = M extends (this: never, ...args: infer Args) => infer Result
  ? (...args: Args) => Given<Awaited<Result>>
  : never

/** Every method of `Api`: what gave a value gives a promise of it, what gave an async iterable a subscription. */
export type Remote<Api> = {
  readonly [Name in keyof Api as Api[Name] extends Method ? Name : never]: RemoteMethod<Api[Name]>
}
