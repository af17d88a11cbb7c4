// SPDX-License-Identifier: Apache-2.0
// The only way anything leaves. It asks the agreements first and answers with a permit or with every reason why not.
//
// A table leaves with all its sources or not at all (docs/decisions/002): a part would let two askers subtract.
// Invariants:
//   1. only the gate makes a Permit; a release cannot be formed without one;
//   2. unknown anything refuses: table, agency, member, role, purpose;
//   3. the refusal's words come from the request, the agreements and our own lists only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreements/engine/bundle.h"
#include "base/personal.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/hub.h"
#include "hub/release/filter.h"
#include "hub/release/tables.h"
#include "hub/settings/settings.h"

namespace concordat::hub {

struct GateRequest {
  std::string table;
  std::string recipient;  ///< agency
  std::string member;
  std::string role;
  std::string purpose;
  std::string part = {};  ///< of the reports, by its id; empty: all of them
};

/// Records of incidents, one a row, as one supplier's agreement may let them leave.
struct RecordsRequest {
  std::string supplier;   ///< agency whose records
  std::string recipient;  ///< agency
  std::string member;
  std::string role;
  std::string purpose;
};

/// One feed that a table rests on, and how the decision about it fell.
struct SourceDecision {
  Feed const* feed = nullptr;
  std::string feed_kind;
  std::string discloser;  ///< the agency whose agreement carried it: the supplier, or the partnership's own
  std::vector<agreements::FieldPermit> permits;
};

/// Whether what the agreements release of the source holds the means: else whether one is known is not looked at.
[[nodiscard]] bool covers_means(SourceDecision const& source);

[[nodiscard]] std::vector<Feed const*> feeds_of(std::vector<SourceDecision> const& sources);

struct GateReason {
  std::string source;  ///< name of the source, or empty where the whole request is meant
  std::string code;    ///< "R01"
  std::string reason;  ///< stable word: "no-agreement"
  std::string field;
  std::string why;
  std::string remedy;
};

struct Granted {
  Permit permit;
  TableSpec const* table = nullptr;
  Agency recipient;
  std::vector<SourceDecision> sources;
  std::vector<std::string> rules;  ///< "isa@4#rule", each once
  int smallest_group = 0;          ///< the strictest the agreements ask for
  std::optional<ChosenPart> part = {};  ///< of the reports; nothing: all of them
  ProtectionSettings settings = {};     ///< of this hub, in force as the gate was asked
};

struct Refused {
  std::vector<GateReason> reasons;
};

class Gate {
 public:
  Gate(Hub& hub, store::Transaction& transaction) : hub_{hub}, transaction_{transaction} {}

  /// REQUIRES: a write transaction; the caller writes the leaf of either answer in it.
  [[nodiscard]] Result<tl::expected<Granted, Refused>> ask(GateRequest const& request);
  /// The same for records. Of the sources, which are all that count in a quarter, only the one whose records are asked for has permits:
  /// for every item of `record_fields`, as depersonalised rows of one rule's form. Nothing else of the sources may leave.
  /// REQUIRES: as `ask`.
  [[nodiscard]] Result<tl::expected<Granted, Refused>> ask_records(RecordsRequest const& request);

 private:
  struct Asker {
    Agency agency;
    Member member;
  };
  /// Who asks, on which day, under which agreements; nothing where that alone refuses.
  [[nodiscard]] Result<std::optional<Asker>> begin(GateRequest const& request, Refused& refused);
  [[nodiscard]] Result<std::optional<Asker>> identify(GateRequest const& request, Refused& refused);
  struct Question {
    std::string discloser;
    Asker const& asker;
    std::string role;
    std::string purpose;
  };
  [[nodiscard]] Result<bool> decide_source(SourceDecision& source, GateRequest const& request, Asker const& asker,
                                           TableSpec const& table, Refused& refused);
  /// How many reports have a means may be told as well, where an agreement releases the count by means: the table is not refused without.
  void add_means(SourceDecision& source, Question const& question, TableSpec const& table) const;
  [[nodiscard]] Result<bool> passed_on(SourceDecision& source, GateRequest const& request, Asker const& asker,
                                       TableSpec const& table);
  /// The permits under which somebody of `agency` could ask for the source's counts or rows; empty: nobody could.
  [[nodiscard]] Result<std::vector<agreements::FieldPermit>> may_have(Agency const& agency, SourceDecision const& source,
                                                                      std::string const& purpose, TableSpec const& table);
  [[nodiscard]] agreements::Decision decide(Question const& question, std::vector<std::string> const& fields) const;
  /// What the reports are told apart by, where a part is asked for.
  [[nodiscard]] std::vector<catalogue::LookFilter::By> ways_asked() const;
  /// What is asked for of a source: the counts of the table, with those that tell the part; and the same of its rows.
  [[nodiscard]] std::vector<std::string> counts_asked(SourceDecision const& source, TableSpec const& table) const;
  [[nodiscard]] std::vector<std::string> rows_asked(SourceDecision const& source, TableSpec const& table) const;
  /// Whether the part that is asked for is one of the list, and one that this table may be of.
  [[nodiscard]] bool find_part(GateRequest const& request, TableSpec const& table, Refused& refused);

  Hub& hub_;
  store::Transaction& transaction_;
  Held held_;
  std::vector<agreements::InForce> in_force_;
  std::optional<agreements::Bundle> bundle_;
  std::optional<Date> today_;
  std::optional<ChosenPart> part_;
};

/// The feeds a table of violence rests on: one a supplying agency, with data; its own export before what it published.
[[nodiscard]] Result<std::vector<Feed const*>> sources_of_violence(Hub& hub);

}  // namespace concordat::hub
