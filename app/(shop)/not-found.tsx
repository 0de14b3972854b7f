export { NotFoundPage as default } from "@/components/ui/not-found-page";
