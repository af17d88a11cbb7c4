// SPDX-License-Identifier: Apache-2.0
// A folder of agreements as if every one were signed.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "agreements/engine/bundle.h"
#include "agreements/engine/question_json.h"

namespace concordat::agreements {

struct World {
  Vocabulary vocabulary = {};
  KnownPeople people = {};
  std::vector<std::unique_ptr<Agreement>> agreements = {};
  std::vector<InForce> held = {};
  std::vector<Prohibition> statute = {};
  /// What is wrong with documents that were taken in all the same: a hub would not bring them into force.
  Findings despite = {};
  std::size_t faulty = 0;  ///< documents with such errors, taken in or, where `strict`, left out

  [[nodiscard]] Bundle compile() const { return Bundle::compile(held, statute, vocabulary); }
};

struct WorldOptions {
  std::filesystem::path documents;  ///< folder: *.yaml are agreements, prohibitions.yaml those of the hub
  std::filesystem::path facts;      ///< file of people and agencies; empty: none
  bool strict = false;              ///< leave out what a hub would not bring into force
  Date today = {};                  ///< for the check of documents only
};

/// Findings where a document cannot be read at all: then nothing is decided.
struct LoadedWorld {
  std::unique_ptr<World> world = {};
  Findings findings = {};
};
[[nodiscard]] LoadedWorld load_world(WorldOptions const& options, Vocabulary vocabulary);

}  // namespace concordat::agreements
