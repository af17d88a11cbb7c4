// SPDX-License-Identifier: Apache-2.0
#include "serve/all_pages.h"

#include "pages/analysis/analysis.h"
#include "pages/equality/equality.h"
#include "pages/house/house.h"
#include "pages/linking/linking.h"
#include "pages/people/people.h"
#include "pages/picture/picture.h"
#include "pages/products/products.h"
#include "pages/sharing/sharing.h"
#include "pages/supply/supply.h"

namespace concordat::serve {

void add_all_pages(pages::Site& site) {
  pages::add_home_page(site);
  pages::add_sign_in_pages(site);
  pages::add_link_pages(site);
  pages::add_own_account_pages(site);
  pages::add_account_pages(site);
  pages::add_feed_pages(site);
  pages::add_quality_pages(site);
  pages::add_place_text_pages(site);
  pages::add_upload_pages(site);
  pages::add_place_pages(site);
  pages::add_look_pages(site);
  pages::add_working_pages(site);
  pages::add_release_pages(site);
  pages::add_record_pages(site);
  pages::add_quarter_pages(site);
  pages::add_protection_pages(site);
  pages::add_equality_pages(site);
  pages::add_product_pages(site);
  pages::add_edition_pages(site);
  pages::add_publication_pages(site);
  pages::add_share_pages(site);
  pages::add_agreement_pages(site);
  pages::add_sight_pages(site);
  pages::add_survey_pages(site);
  pages::add_difference_page(site);
  pages::add_paper_pages(site);
  pages::add_simulation_page(site);
  pages::add_template_pages(site);
  pages::add_may_i_pages(site);
  pages::add_request_pages(site);
  pages::add_disclosure_pages(site);
  pages::add_fact_pages(site);
  pages::add_locate_page(site);
  pages::add_sharing_pages(site);
  pages::add_linkage_pages(site);
  pages::add_link_quality_pages(site);
  pages::add_draft_pages(site);
  pages::add_ledger_pages(site);
  pages::add_definition_pages(site);
  pages::add_agency_pages(site);
  pages::add_statement_pages(site);
  pages::add_interface_pages(site);
}

}  // namespace concordat::serve
