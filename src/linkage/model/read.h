// SPDX-License-Identifier: Apache-2.0
// Inside the module: reading the parts of a model file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/decode.h"
#include "linkage/model/model.h"

namespace concordat::linkage {

struct Reading {
  Model& model;
  catalogue::Remarks remarks;

  void error(std::string_view code, catalogue::Node const& at, std::string const& message, std::string remedy) const {
    remarks.error(code, at, message, std::move(remedy));
  }
  /// A field by its name; a finding where there is none.
  [[nodiscard]] std::optional<FieldIndex> field(std::string const& name, catalogue::Node const& at) const;
  /// "surname" or "surname.sound".
  [[nodiscard]] std::optional<KeyPart> key_part(std::string const& text, catalogue::Node const& at) const;
  /// A text, or a list of texts.
  [[nodiscard]] std::vector<std::string> words(catalogue::Node const& node) const;
  /// A whole number of hundredths or a decimal in quotes ("0.925"), from 0 to 1.
  [[nodiscard]] std::optional<double> fraction(catalogue::Node const& node) const;
};

[[nodiscard]] Rule read_rule(Reading const& reading, catalogue::Node const& node);
void read_comparisons(Reading const& reading, catalogue::Node const& list);
/// The condition of a level as any of lists of tests; empty where it has findings.
[[nodiscard]] std::vector<std::vector<Atom>> read_condition(Reading const& reading, catalogue::Node const& node);

}  // namespace concordat::linkage
