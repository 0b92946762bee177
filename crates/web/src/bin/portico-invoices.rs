fn main() {
    portico_web::run_invoices();
}
