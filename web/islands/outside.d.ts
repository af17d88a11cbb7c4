// SPDX-License-Identifier: Apache-2.0
// What comes without types of its own.

declare module 'govuk-frontend' {
  /** Starts every component of the page that has GOV.UK's data-module. */
  export function initAll(options?: { scope?: Element }): void
}

/** The folder beside the scripts that holds MapLibre's files as published, with their version: "maplibre-gl-6.17.0". */
declare const MAPLIBRE_FOLDER: string
