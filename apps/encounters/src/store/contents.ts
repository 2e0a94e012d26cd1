import { type PermittedCollection, translated } from '@health-graph/store';

/** The contents of one record's attachments, base64, in their order. */
export interface Content {
  readonly id: string;
  readonly data: readonly (string | undefined)[];
}

export type Contents = (ids: readonly string[]) => Promise<readonly Content[]>;

/** Reads nothing but the contents of the attachments in `field`, of records that the caller was given; one command. */
export const contentsOf =
  ({ model }: Pick<PermittedCollection, 'model'>, field: 'attachments' | 'presentedForms'): Contents =>
  async (ids) => {
    const documents = await translated(() =>
      model
        .find({ _id: { $in: [...ids] } }, { [`${field}.data`]: 1 })
        .batchSize(ids.length + 1)
        .lean<StoredContent[]>()
        .exec(),
    );
    return documents.map((document) => ({ id: document._id, data: document[field]?.map(({ data }) => data) ?? [] }));
  };

interface StoredContent {
  readonly _id: string;
  readonly attachments?: readonly { readonly data?: string }[];
  readonly presentedForms?: readonly { readonly data?: string }[];
}
