DROP INDEX "transfers_order_kind_key";--> statement-breakpoint
DROP INDEX "transfers_from_idx";--> statement-breakpoint
DROP INDEX "transfers_to_idx";--> statement-breakpoint
DROP INDEX "order_events_order_idx";--> statement-breakpoint
DROP INDEX "orders_shop_status_placed_idx";--> statement-breakpoint
DROP INDEX "late_results_shop_idx";--> statement-breakpoint
DROP INDEX "transfers_order_outcome_key";--> statement-breakpoint
DROP INDEX "orders_shop_placed_idx";--> statement-breakpoint
ALTER TABLE "order_events" DROP CONSTRAINT "order_events_pkey";--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_id_pk" PRIMARY KEY("order_id","id");--> statement-breakpoint
CREATE INDEX "transfers_float_idx" ON "transfers" USING btree ((case when "kind" = 'hold' then "from_account_id" else "to_account_id" end),"id") WHERE "transfers"."kind" <> 'settle';--> statement-breakpoint
CREATE INDEX "orders_shop_sale_idx" ON "orders" USING btree ("shop_id","staff_id","operator","status","placed_at","id") WHERE "orders"."book" = 'live';--> statement-breakpoint
CREATE INDEX "orders_shop_open_idx" ON "orders" USING btree ("shop_id","placed_at") WHERE "orders"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "orders_origin_idx" ON "orders" USING btree ("origin_order_id") WHERE "orders"."origin_order_id" is not null;--> statement-breakpoint
CREATE INDEX "staff_shop_idx" ON "staff" USING btree ("shop_id");--> statement-breakpoint
CREATE INDEX "late_results_closed_idx" ON "late_results" USING btree ("shop_id","closed_at") WHERE "late_results"."closed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_order_outcome_key" ON "transfers" USING btree ("order_id",(case when "kind" in ('settle','release') then 'outcome' else "kind" end));--> statement-breakpoint
CREATE INDEX "orders_shop_placed_idx" ON "orders" USING btree ("shop_id","placed_at","id") WHERE "orders"."book" = 'live';