export { NodeTypesRoom } from './types_room';
export { NodeTypeRoom } from './type_room';
