// SPDX-License-Identifier: Apache-2.0
// All agreements of a hub and its own prohibitions, compiled once and asked many times.
//
//   auto const bundle = Bundle::compile(held, statute, vocabulary);
//   auto const decision = bundle.decide(request, facts);
//
// The one question: may this agency be given these fields, for this purpose, in this form? A pure function: no clock, no
// database, no logging. Default deny, field by field, with every reason at once. The order of the agreements never
// matters. The words of a refusal are made from the agreements and our own ids only; a word of the asker's that the hub
// does not know is never repeated, because somebody may have typed a name there.
//
// Order of a decision: hard bars, prohibitions, groups, then the rules between the two agencies. Where several rules allow
// a field, the least identifying form that suffices wins, then the strictest control, then the most useful transform, then
// the shortest keeping, then the reference.
//
// Cost: one look-up of the pair of agencies and of each field, then a few machine words a rule between the two and a
// field. `judge` allocates nothing once its Judgement has grown. Thread safety: a bundle is never written after compile.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agreements/engine/decision.h"
#include "agreements/engine/request.h"
#include "agreements/standing.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

struct Compiled;
struct Judgement;

/// One rule between the two agencies, held against a question.
struct RuleTrace {
  InForce const* held = nullptr;
  Rule const* rule = nullptr;
  std::vector<Reason> unmet = {};       ///< of its terms, whatever the field
  std::vector<std::string> gives = {};  ///< asked fields it covers and its law can carry
  std::vector<std::string> lacks = {};  ///< the others
};

class Bundle {
 public:
  /// REQUIRES: every agreement was loaded without errors against `vocabulary`; agreements, statute and vocabulary outlive
  /// the bundle.
  [[nodiscard]] static Bundle compile(std::span<InForce const> agreements, std::span<Prohibition const> statute,
                                      Vocabulary const& vocabulary);
  Bundle(Bundle&&) noexcept;
  Bundle& operator=(Bundle&&) noexcept;
  ~Bundle();

  [[nodiscard]] Decision decide(Request const& request, Facts const& facts) const;
  /// The decision as numbers, for callers that ask millions of times; `tell` puts it into words.
  void judge(Request const& request, Facts const& facts, Judgement& judgement) const;
  [[nodiscard]] Decision tell(Request const& request, Facts const& facts, Judgement const& judgement) const;

  /// Every rule that could matter, nearest first: for the discloser and the auditor, since it depends on all facts.
  [[nodiscard]] std::vector<RuleTrace> trace(Request const& request, Facts const& facts) const;

  /// SHA-256 over the documents, how each stands, the statute and the vocabulary: all that decides beside the facts; the same in whatever order they were given.
  [[nodiscard]] std::string hash() const;

 private:
  explicit Bundle(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

/// For a single question: compiles and asks.
[[nodiscard]] Decision decide(Request const& request, std::span<InForce const> agreements, Facts const& facts,
                              Vocabulary const& vocabulary);

}  // namespace concordat::agreements
