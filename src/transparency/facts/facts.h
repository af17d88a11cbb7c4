// SPDX-License-Identifier: Apache-2.0
// What the program knows of its own analytics, as facts that notes may use.
#pragma once

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "transparency/note.h"

namespace concordat::transparency {

/// Of a hub's linkage model: its fields, levels and thresholds, and its version, which is that of every link it makes. A model
/// that does not load has the findings of read_model() instead.
[[nodiscard]] tl::expected<std::vector<Fact>, Findings> linkage_facts(std::string_view model_text, std::string_view tables_text, std::string_view file);

/// Of the methods of places and of disclosure control: the defaults and limits they are declared with.
[[nodiscard]] std::vector<Fact> method_facts();

}  // namespace concordat::transparency
