// SPDX-License-Identifier: Apache-2.0
// Where the hub takes data in hand on behalf of the agency that supplied them: intake, linkage, geocoding.
// What it mints lets the holder see personal values and nothing more: no release can be formed with it.
#pragma once

#include "base/personal.h"

namespace concordat::hub {

class ProcessingDesk {
 private:
  friend class Submission;      // seals what it reads
  friend class QuarantineView;  // shows a supplier its own cells
  friend class ProofDesk;       // opens what a leaf committed to, to compare hashes
  [[nodiscard]] static Processing open() { return Processing{}; }
};

class ProofDesk {
 public:
  [[nodiscard]] static Processing open() { return ProcessingDesk::open(); }
};

}  // namespace concordat::hub
