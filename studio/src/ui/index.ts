// Small pieces that all rooms share.

export { confirm, ConfirmHost } from './confirm';
export { Duration } from './duration';
export { EmptyState } from './empty_state';
export { Failure, sentenceOf } from './failure';
export { KeyHint } from './key_hint';
export { Loading } from './loading';
export { notify, notifyFailure } from './notify';
export { PageHead } from './page_head';
export { When } from './when';
