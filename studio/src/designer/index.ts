export { DesignerRoom } from './designer_room';
export type { SideProps } from './side';
