import type { SensitiveClass } from '../sensitivity/sensitive-class.ts';
import { sensitivityOfText } from '../sensitivity/text.ts';

interface Attachment {
  readonly contentType?: unknown;
  readonly title?: unknown;
  readonly data?: unknown;
}

/** What a piece of content says: its title and, where it is text, its words. Images and PDF cannot be read: their record's codes must tell. */
export function sensitivityOfAttachment({ contentType, title, data }: Attachment): readonly SensitiveClass[] {
  const isText = typeof contentType === 'string' && /^text\/|[/+](?:json|xml)\b/i.test(contentType);
  return [
    ...(typeof title === 'string' ? sensitivityOfText(title) : []),
    ...(isText && typeof data === 'string' ? sensitivityOfText(Buffer.from(data, 'base64').toString('utf8')) : []),
  ];
}
