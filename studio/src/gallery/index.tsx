export { GalleryRoom } from './gallery_room';
