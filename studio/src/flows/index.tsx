export { FlowsRoom } from './flows_room';
export { NewFlow } from './new_flow';
