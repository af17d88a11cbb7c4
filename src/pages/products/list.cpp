// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "hub/products/json_of.h"
#include "pages/picture/picture.h"
#include "pages/products/products.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

/// Of those that the agency's agreements name, the ones that the product is for.
Json purposes_of(Visit const& visit, Json const& all, catalogue::Product const& product) {
  Json list{Json::Array{}};
  for (auto const& one : all.array()) {
    auto const* known = visit.hub.catalogue().purpose(one["id"].string());
    if (known != nullptr && std::ranges::find(product.purposes, known->id) != product.purposes.end()) list.push(one);
  }
  return list;
}

/// When the next edition is to be written: so long after the last that was signed off; null where none was.
Json next_of(catalogue::Product const& product, std::vector<hub::EditionRow> const& newest_first) {
  auto const last = std::ranges::find_if(newest_first, [&](auto const& row) { return row.product == product.id && row.is_signed() && row.as_entered; });
  if (last == newest_first.end()) return {};
  auto const signed_at = parse_instant(last->signed_at);
  return signed_at ? date_model(add(std::chrono::floor<std::chrono::days>(*signed_at), product.every)) : Json{};
}

Result<Answer> list_products(Visit& visit) {
  auto const products = hub::products_of(visit.hub);
  if (!products) return fail(products);
  auto const rows = hub::editions(visit.hub, editor_of(visit));
  if (!rows) return fail(rows);
  auto const purposes = purposes_for(visit);
  if (!purposes) return fail(purposes);
  Json list{Json::Array{}};
  for (auto const& product : products->products) {
    auto one = hub::to_json(product);
    list.push(std::move(one.set("next", next_of(product, *rows)).set("purpose_choices", purposes_of(visit, *purposes, product))));
  }
  Json editions{Json::Array{}};
  for (auto const& row : *rows) editions.push(edition_row_model(row));
  View view{"products/list"};
  view.model.set("products", std::move(list)).set("editions", std::move(editions)).set("chosen", visit.input.text("product"));
  return view;
}

Result<Answer> open_product(Visit& visit) {
  if (!visit.input.faults.empty()) return list_products(visit);
  auto const id = hub::open_edition(visit.hub, editor_of(visit), {visit.input.text("product"), visit.input.text("purpose"), visit.input.text("quarter")});
  if (!id) return fail(id);
  Go go{"/products/editions/" + *id};
  go.model.set("edition", *id);
  return go;
}

}  // namespace

hub::Editor editor_of(Visit const& visit) { return {visit.member(), visit.role()}; }

Json edition_row_model(hub::EditionRow const& row) {
  auto one = hub::to_json(row);
  one.set("href", "/products/editions/" + row.id).set("opened", instant_model(row.opened_at));
  if (row.is_signed()) one.set("signed_when", instant_model(row.signed_at));
  return one;
}

void add_product_pages(Site& site) {
  site.add({.pattern = "/products",
            .summary = "What can be written here again and again, and this agency's editions",
            .need = Need::right,
            .right = hub::Right::release,
            .inputs = {{.name = "product"}},
            .page = list_products});
  site.add({.method = http::Method::post,
            .pattern = "/products",
            .summary = "Open an edition: its figures are asked of the gate, table by table",
            .need = Need::right,
            .right = hub::Right::release,
            .inputs = {{.name = "product", .label = "a product", .required = true}, {.name = "purpose", .label = "what it is for", .required = true}, {.name = "quarter", .label = "the quarter", .longest = 7}},
            .page = open_product});
}

}  // namespace concordat::pages
