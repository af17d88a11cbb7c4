// SPDX-License-Identifier: Apache-2.0
// The pages of those who read the picture: places on a map and in tables, releases and their files.
#pragma once

#include <optional>
#include <variant>

#include "hub/release/release.h"
#include "pages/models.h"
#include "pages/site.h"

namespace concordat::pages {

void add_place_pages(Site& site);
/// Patterns, hotspots, change, contrast, near-repeat, scan, around, space-time, funnel, signals and forecast: one page each beside the picture.
void add_look_pages(Site& site);
void add_release_pages(Site& site);
/// Records of incidents: what they are, and the form to ask for a quarter's.
void add_record_pages(Site& site);
/// Closed quarters, and their revision by two people of two agencies.
void add_quarter_pages(Site& site);

/// Asks the gate and, where somebody else's entry came in between on a busy database, asks again.
[[nodiscard]] Result<hub::ReleaseAnswer> ask_for(Visit& visit, std::string const& table, std::string const& purpose,
                                                 std::string const& quarter, std::string const& part = {});
/// A look that is still being worked out, beside the page that asked for it.
struct Underway {
  std::string id;
};
using Asked = std::variant<hub::ReleaseAnswer, Underway>;
/// As ask_for, of a look that takes long: where it is not over within Settings::look_grace it goes on without this page (a program waits).
/// "look.too-many", "look.too-many-of-yours".
[[nodiscard]] Result<Asked> ask_for_look(Visit& visit, std::string const& table, std::string const& purpose,
                                         std::string const& quarter, std::string const& part = {});
/// The same of records of incidents, which always take long.
[[nodiscard]] Result<Asked> ask_for_records(Visit& visit, std::string const& records_of, std::string const& purpose, std::string const& quarter);
/// Begins it and waits for it as ask_for_look does, but leaves the answer for that: the look, where it is not over by then.
[[nodiscard]] Result<std::optional<Underway>> wait_for_look(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part = {});
/// Begins it and waits for nothing, so that several are worked out at once.
[[nodiscard]] Result<void> begin_look(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part = {});
/// Begins any table of the fixed list beside the pages and waits for no more than the gate, where a program would rather come back for it
/// ("Prefer: respond-async"): under way, or what was known at once, as a refusal; nothing where it would not.
[[nodiscard]] Result<std::optional<Asked>> begin_beside(Visit& visit, std::string const& table, std::string const& purpose, std::string const& quarter, std::string const& part);
/// How far a look is, stopping it, and where it leads once it is done. `from`: "", "workbench" (and "/" with an area that was chosen there), or "releases" for programs, which are handed the
/// release there.
[[nodiscard]] std::string progress_page_of(Underway const& look, std::string_view from = {});
/// Where the workbench shows what was chosen.
[[nodiscard]] std::string workbench_of(std::string const& purpose, std::string const& quarter, std::string const& part, std::string_view area = {});
void add_working_pages(Site& site);

/// Filters whose parts a table of this kind may be of, each with its parts, for a form; then pairs of filters, each with the cells that they make together.
[[nodiscard]] Json parts_for(Visit const& visit, hub::TableKind kind);
/// What is chosen of the parts, as one writes it: "sharp+night", whichever of the two was named first. What is no part is left as it is.
[[nodiscard]] std::string only_of(Visit const& visit);
/// "Time of day: 22:00 to 06:00"; "" where there is no such part.
[[nodiscard]] std::string part_title(Visit const& visit, std::string_view part);
/// Where the release is shown, with what a program wants to know of it.
[[nodiscard]] Go to_release(hub::Release const& release);
/// The refusal as a page: every reason with what helps, and the entry it stands under.
[[nodiscard]] View refusal_view(Visit& visit, hub::Refusal const& refusal);
/// Purposes of the agreements that this agency is a party to, for a form; all that are not barred where there is none.
[[nodiscard]] Result<Json> purposes_for(Visit& visit);
/// A link from elsewhere may lead to a page that asks the gate, but not ask in this person's name.
[[nodiscard]] bool asked_from_elsewhere(Visit const& visit);
/// The page that asks what it is for, before `page` is shown.
[[nodiscard]] Result<View> purpose_view(Visit& visit, std::string const& page);
[[nodiscard]] hub::ReleaseFile const* file_of(hub::Release const& release, std::string_view name);

}  // namespace concordat::pages
