declare module "postject" {
  /** Puts a resource into an executable, and sets the fuse that tells of it. */
  export function inject(
    executable: string,
    resourceName: string,
    resource: Uint8Array,
    options: { sentinelFuse: string; machoSegmentName?: string },
  ): Promise<void>;
}
