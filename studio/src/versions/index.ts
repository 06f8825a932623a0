export { CompareRoom } from './compare_room';
export { VersionsRoom } from './versions_room';
