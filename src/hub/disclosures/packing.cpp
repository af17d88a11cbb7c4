// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/packing.h"

#include <algorithm>
#include <chrono>

#include "base/id.h"
#include "base/json_list.h"
#include "base/text.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql put_disclosure =
    "INSERT INTO disclosure (id, request, discloser, recipient, member, supplier, received_in, mark, fields, version, given_at, open_until, values_sealed, leaf_index) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)";

}  // namespace sql

namespace {

Where at_field(std::string const& field) {
  Where where;
  where.field = field;
  return where;
}

/// By its name in the catalogue: what is typed and nobody knows may be anything.
Where at_known(Hub const& hub, std::string const& field) {
  auto const* const known = hub.catalogue().field(field);
  return at_field(known == nullptr ? std::string{} : known->dotted());
}

}  // namespace

Packing::Packing(Hub& hub, Giving const& giving) : hub_{hub}, giving_{giving}, id_{uuid7(hub.clock().now(), hub.chance())} {}

Result<void> Packing::choose_day(agreements::Decision const& decision) {
  auto const today = hub_.clock().today();
  auto last = today + std::chrono::days{most_days_open};
  for (auto const& permit : decision.permits) {
    if (permit.retention && permit.retention->from == "received") last = std::min(last, add(today, permit.retention->period));
  }
  if (giving_.open_until.empty()) {
    open_until_ = format_date(std::min(last, today + std::chrono::days{days_open}));
    return {};
  }
  auto const day = parse_date(giving_.open_until);
  if (!day || *day < today || *day > last) {
    return fail(Fault::malformed, "disclosure.until", "What is given cannot stay open until that day.",
                "Write a day as 2026-01-31, from today on, within 90 days and no longer than the rules let it be kept; or leave it out.");
  }
  open_until_ = format_date(*day);
  return {};
}

Result<void> Packing::pack(agreements::Decision const& decision) {
  auto const same = [&](std::string const& left, catalogue::Field const& right) { return hub_.catalogue().field(left) == &right; };
  for (auto const& value : giving_.values) {
    auto const allows = [&](agreements::FieldPermit const& permit) {
      auto const* field = hub_.catalogue().field(permit.field);
      return field != nullptr && same(value.field, *field);
    };
    if (!std::ranges::any_of(decision.permits, allows)) {
      return fail(Fault::refused, "disclosure.not-permitted", "A value was typed of an item that may not go.", "Leave it out: what is permitted is shown with the request, item by item.", at_known(hub_, value.field));
    }
  }
  NameAndRole together{hub_.catalogue()};
  bool nothing = true;
  for (auto const& permit : decision.permits) {
    auto const* field = hub_.catalogue().field(permit.field);
    if (field == nullptr) continue;  // the engine permits no field that the catalogue does not know
    auto const typed = std::ranges::find_if(giving_.values, [&](Value const& value) { return same(value.field, *field); });
    if (typed == giving_.values.end()) {
      return fail(Fault::malformed, "disclosure.value-missing", "Nothing is said of one of the items that may go.", "Write its value; or leave the value blank, which says that your agency holds nothing of it.",
                  at_field(field->dotted()));
    }
    Packed packed{field->dotted(), std::string{agreements::name_of(permit.as)}, {}};
    if (!text::trim(typed->text).empty()) {
      auto cut = cut_down(hub_, packed.as, *field, typed->text);
      if (!cut) return fail(cut);
      packed.text = std::move(*cut);
      nothing = false;
    }
    fields_.push_back(packed.field);
    together.look(packed);
    values_.push_back(std::move(packed));
  }
  if (nothing) {
    return fail(Fault::malformed, "disclosure.nothing", "Every value is blank: nothing would be given.", "Type what your agency holds; where it holds nothing, decline with R12 and say so.");
  }
  if (decision.show_role_with_name && together.name_without_role()) {
    return fail(Fault::malformed, "disclosure.role", "A name never goes without what the person is in the record: victim, at risk, suspected, convicted.", "Type the person's role beside the name.",
                at_field(std::string{role_field}));
  }
  return {};
}

Result<Json> Packing::prepare(sharing::SharingRequest const& request, agreements::Decision const& decision) {
  bool const in_hub = giving_.how == "in-hub";
  if (!in_hub && (!giving_.values.empty() || !giving_.open_until.empty())) {
    return fail(Fault::malformed, "disclosure.how", "Values, and a day until which they can be opened, belong to what is given in the hub alone.", "Choose in-hub as the way, or leave them out.");
  }
  if (!giving_.own_reference.empty() && !sharing::is_words(giving_.own_reference, 200)) {
    return fail(Fault::malformed, "disclosure.reference", "The reference of your own record is not text of at most 200 characters.", "Write it as your own system does, or leave it out.");
  }
  if (!in_hub) {
    for (auto const& permit : decision.permits) {
      auto const* field = hub_.catalogue().field(permit.field);
      if (field != nullptr) fields_.push_back(field->dotted());
    }
    return Json{}.set("disclosure", id_);
  }
  if (auto done = pack(decision); !done) return fail(done);
  if (auto done = choose_day(decision); !done) return fail(done);
  sealed_ = salted(hub_, values_);
  return commitment_to(id_, 1, sealed_).set("open_until", open_until_).set("request", request.id);
}

Result<void> Packing::keep(store::Transaction& transaction, sharing::SharingRequest const& request, std::string const& supplier, std::uint64_t ledger_index) {
  std::optional<store::Bytes> values;
  if (!open_until_.empty()) {
    auto sealed = sharing::seal_words(hub_, spot_of_values(id_, request.discloser), sealed_);
    if (!sealed) return fail(sealed);
    values = std::move(*sealed);
  }
  auto const said = [](std::string const& text) { return text.empty() ? std::optional<std::string>{} : std::optional{text}; };
  auto const mark = giving_.own_reference.empty() ? std::string{} : sharing::subject_of(hub_, request.discloser, giving_.own_reference);
  auto const put = transaction.connection().execute(sql::put_disclosure, id_, request.id, request.discloser, request.asker, request.member, supplier, said(giving_.received_in), said(mark),
                                                    list_of(fields_).canonical(), format_instant(hub_.clock().now()), said(open_until_), values, ledger_index);
  if (!put) return fail(put);
  return {};
}

}  // namespace concordat::hub::disclosures
