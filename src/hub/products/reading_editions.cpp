// SPDX-License-Identifier: Apache-2.0
// A signed edition for readers of other agencies. What was made for the agency that signed it is protected against what that agency
// reported, and against nobody else: a reader who reported some of it would find out what the others did. So a reader gets its own.
#include <algorithm>

#include "hub/products/edition_desk.h"
#include "hub/release/patience.h"
#include "hub/release/tables.h"

namespace concordat::hub {
namespace editing {
namespace sql {

constexpr store::Sql period_of_release = "SELECT period FROM release WHERE id = ?";

}  // namespace sql

namespace {

/// "2026-Q3" of "2026-Q3 against 2025-Q3"; empty where it begins with none.
Result<std::string> quarter_of_release(store::Connection& connection, std::string const& release) {
  std::string period;
  auto const read = connection.query(sql::period_of_release, [&](store::Row const& row) { period = row.string(0); }, release);
  if (!read) return fail(read);
  auto const first = period.substr(0, 7);
  return parse_quarter(first) ? first : std::string{};
}

Result<EditionFigure> figure_for(Hub& hub, Editor const& reader, EditionRow const& edition, EditionFigure figure) {
  if (figure.release.empty()) return figure;
  auto const* table = release_table(figure.table);
  auto quarter = quarter_of_release(hub.database(), figure.release);
  if (!quarter) return fail(quarter);
  figure.release.clear();
  if (table == nullptr) return figure;
  ReleaseRequest const request{{figure.table, reader.member.agency, reader.member.id, reader.role, edition.purpose}, takes_quarter(table->kind) ? *quarter : std::string{}};
  auto const answer = patiently([&] { return release(hub, request); });
  if (!answer && answer.error().fault != Fault::refused && answer.error().fault != Fault::malformed) return fail(answer);
  if (!answer) {
    figure.reason = std::string{answer.error().code.view()};
    figure.why = std::string{answer.error().title.view()};
    figure.remedy = std::string{answer.error().remedy.view()};
  } else if (auto const* refusal = std::get_if<Refusal>(&*answer)) {
    figure.reason = "refused";
    figure.why = "Your agency's agreements do not permit it.";
    figure.refused = refusal->reasons;
  } else {
    auto const& released = std::get<Release>(*answer);
    figure.release = released.id();
    figure.ledger_index = released.ledger_index();
    figure.period = released.period();
    figure.files = released.files();
    figure.suppliers = released.suppliers();
  }
  return figure;
}

/// Which file came after figures is said of those that were signed, and a reader has others.
Json beside_other_figures(Json const& deliveries) {
  Json list{Json::Array{}};
  for (auto feed : deliveries.array()) list.push(std::move(feed.set("after_figures", "")));
  return list;
}

}  // namespace
}  // namespace editing

using namespace editing;

Result<Edition> edition_for_reader(Hub& hub, Editor const& reader, std::string const& agency, std::string const& id) {
  if (auto admitted = admit(hub, reader); !admitted) return fail(admitted);
  auto edition = as_signed(hub, agency, id);
  if (!edition) return fail(edition);
  for (auto& figure : edition->figures) {
    auto own = figure_for(hub, reader, edition->row, std::move(figure));
    if (!own) return fail(own);
    figure = std::move(*own);
  }
  for (auto& section : edition->sections) std::erase(section.section.works, catalogue::Work::changes);
  if (edition->told.contains("deliveries")) edition->told.set("deliveries", beside_other_figures(edition->told["deliveries"]));
  return edition;
}

Result<Edition> words_of_edition(Hub& hub, std::string const& agency, std::string const& id) {
  auto edition = as_signed(hub, agency, id);
  if (!edition) return fail(edition);
  for (auto& figure : edition->figures) {
    if (figure.release.empty()) continue;
    figure.release.clear();
    figure.why = "Each reader gets a figure of its own through the gate, as its agreements permit.";
  }
  for (auto& section : edition->sections) section.section.works.clear();
  return edition;
}

}  // namespace concordat::hub
