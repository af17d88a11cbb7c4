// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a model that has learned.
#pragma once

#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"

namespace concordat::linkage {

/// From these records alone; it keeps every pair that says anything.
inline Model trained_on(Rows const& rows, std::string_view text = people_model) {
  auto model = model_from(text);
  model.keep = 1e-9;
  Linker linker{model, table_of(model, rows), nullptr, 1};
  Counts counts;
  linker.count_prior(counts);
  linker.count_random(counts);
  linker.count_sessions(counts);
  (void)linker.learn(counts);
  return linker.model();
}

}  // namespace concordat::linkage
