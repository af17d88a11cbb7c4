// SPDX-License-Identifier: Apache-2.0
// Figures that left do not change when more reports come; where they must, two people of two agencies let the quarter be closed
// anew. Each revision gives a supplier one more look at what its own rows change, so they are few, and weeks apart.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "hub/hub.h"
#include "hub/quarters/coverage.h"

namespace concordat::hub {

inline constexpr int days_between_revisions = 28;
inline constexpr int days_a_proposal_stands = 14;

enum class RevisionReason : std::uint8_t { late_reports, wrong_reports, source_added, boundaries_changed, reports_deleted };
[[nodiscard]] FixedText name_of(RevisionReason reason);    ///< "late-reports"
[[nodiscard]] FixedText words_of(RevisionReason reason);   ///< for people
[[nodiscard]] std::optional<RevisionReason> revision_reason_named(std::string_view name);
[[nodiscard]] std::vector<std::string> revision_reason_names();
inline constexpr std::array all_revision_reasons{RevisionReason::late_reports, RevisionReason::wrong_reports, RevisionReason::source_added,
                                                 RevisionReason::boundaries_changed, RevisionReason::reports_deleted};

struct RevisionProposal {
  int revision = 0;
  RevisionReason reason = RevisionReason::late_reports;
  std::string by;      ///< member
  std::string agency;
  std::string at;
  std::string lapses;  ///< the last day on which it can be confirmed
};

/// One closed quarter, for people.
struct QuarterView {
  ClosedQuarter closed;
  Unusable unusable = Unusable::no;
  std::vector<std::string> feeds;        ///< ids of those that count
  std::vector<std::string> later;        ///< ids of those that sent files of the quarter since
  std::optional<RevisionProposal> proposal;
  bool may_propose = false;              ///< nothing stands in the way of proposing to revise it
  std::string propose_from = {};         ///< the day from which it can be, where it was closed lately
};
/// "no figures can be made of it: ...", or "" where they can.
[[nodiscard]] FixedText words_of(Unusable why);
[[nodiscard]] Json to_json(QuarterView const& view);

/// Newest first; `feeds` are those that releases rest on now (sources_of_violence). For members who ask for releases or govern agreements ("quarter.not-yours"); a look is a leaf.
[[nodiscard]] Result<std::vector<QuarterView>> see_quarters(Hub& hub, Member const& member, Feeds feeds);

/// The ledger index. "quarter.not-yours"; "quarter.unknown" for a word that is no quarter; "quarter.not-closed";
/// "quarter.proposed-already"; "quarter.not-complete" where a feed has not delivered all of it, so that it could not be closed again;
/// "quarter.revised-lately" within four weeks of the last closing, where its figures can still be made.
[[nodiscard]] Result<std::uint64_t> propose_revision(Hub& hub, Member const& member, std::string_view quarter, RevisionReason reason, Feeds feeds);
/// The next release closes the quarter anew, if it is made while the confirmation stands. "quarter.no-proposal"; "quarter.second-person" where the member is of
/// the agency that proposed it, or is the same person in another post; "quarter.not-complete" and "quarter.revised-lately" as above.
[[nodiscard]] Result<std::uint64_t> confirm_revision(Hub& hub, Member const& member, std::string_view quarter, Feeds feeds);
/// Anybody who may confirm or propose says no.
[[nodiscard]] Result<std::uint64_t> decline_revision(Hub& hub, Member const& member, std::string_view quarter);

/// Quarters, newest first, of which a proposed revision waits for somebody of this member's agency; no leaf.
[[nodiscard]] Result<std::vector<Quarter>> revisions_to_answer(Hub& hub, Member const& member);

}  // namespace concordat::hub
