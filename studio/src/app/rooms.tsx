// The rooms, each loaded when somebody goes there.

import { lazy } from 'react';

export const FlowsRoom = lazy(async () => ({ default: (await import('@/flows')).FlowsRoom }));
export const GalleryRoom = lazy(async () => ({ default: (await import('@/gallery')).GalleryRoom }));
export const DesignerRoom = lazy(async () => ({ default: (await import('@/designer')).DesignerRoom }));
export const VersionsRoom = lazy(async () => ({ default: (await import('@/versions')).VersionsRoom }));
export const CompareRoom = lazy(async () => ({ default: (await import('@/versions')).CompareRoom }));
export const RunsRoom = lazy(async () => ({ default: (await import('@/runs')).RunsRoom }));
export const RunRoom = lazy(async () => ({ default: (await import('@/runs')).RunRoom }));
export const HealthRoom = lazy(async () => ({ default: (await import('@/health')).HealthRoom }));
export const NodeTypesRoom = lazy(async () => ({ default: (await import('@/node_types')).NodeTypesRoom }));
export const NodeTypeRoom = lazy(async () => ({ default: (await import('@/node_types')).NodeTypeRoom }));
export const ProfilePage = lazy(async () => ({ default: (await import('@/account/profile')).ProfilePage }));
