-- Overrides of before belong to no pause that could be named: they end here.
ALTER TABLE "breaker_overrides" ADD COLUMN "scope" text DEFAULT 'plan' NOT NULL;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ADD COLUMN "opened_at" timestamp with time zone DEFAULT '-infinity' NOT NULL;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ALTER COLUMN "scope" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ALTER COLUMN "opened_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ADD CONSTRAINT "breaker_overrides_scope_known" CHECK ("breaker_overrides"."scope" in ('operator','plan'));
