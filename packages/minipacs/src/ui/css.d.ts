/** Style sheets are taken into the bundle by their import. */
declare module "*.css";
