import type { DocumentReference } from '@health-graph/records';
import type { AttachmentResolvers } from '../__generated__/resolvers.ts';
import type { Attachment as AttachmentInRecord } from './mappers.ts';

/** The attachments of a record; lists read them without their content. */
export const attachmentsOf = (
  recordType: AttachmentInRecord['recordType'],
  recordId: string,
  attachments: DocumentReference['attachments'],
): readonly AttachmentInRecord[] | undefined => attachments?.map((attachment, index) => ({ ...attachment, recordType, recordId, index }));

export const Attachment: AttachmentResolvers = {
  data: async ({ recordType, recordId, index }, _args, { loaders }) => (await loaders.contents[recordType].load(recordId))?.[index],
};
