use crate::context::Context;
pub const SLUG: &str = "demo";
pub async fn create(_context: &Context) -> Result<super::Secrets, Box<dyn std::error::Error>> {
    Err("todo".into())
}
pub fn portal_origin(context: &Context) -> String {
    crate::http::hosts::portal_origin(&context.config, SLUG, None)
}
